/// A small application beside the recommender: records of any topic, as others write them, become
/// records of `interactions`, `items` or `users`. [Bridge] is its life, [BridgeTopology] its way of
/// a record, [RecordDecoder] the seam of formats.
@NullMarked
package io.millrace.app.bridge;

import org.jspecify.annotations.NullMarked;
