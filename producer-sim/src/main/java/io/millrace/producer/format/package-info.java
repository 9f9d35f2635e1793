/// Files as sources of events and items: bytes come in ([EventFiles], [ItemFiles]), events in the
/// order of their times go out. How a file is read is recognised from its beginning ([Recogniser]);
/// where the fields stand is a matter of mappings, which this package makes but does not apply by
/// itself.
@NullMarked
package io.millrace.producer.format;

import org.jspecify.annotations.NullMarked;
