/// One running instance: its settings, its topics, its life from start to stop.
@NullMarked
package io.millrace.app.run;

import org.jspecify.annotations.NullMarked;
