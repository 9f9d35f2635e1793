/// A small application beside the recommender: records of any topic, as others write them, become
/// records of `interactions`, `items` or `users`.
@NullMarked
package io.millrace.app.bridge;

import org.jspecify.annotations.NullMarked;
