/// What every instance reads whole: the committed item parts of all partitions, and the items'
/// details.
@NullMarked
package io.millrace.app.feed;

import org.jspecify.annotations.NullMarked;
