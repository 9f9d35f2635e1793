/// The HTTP interface: a table of endpoints, strict requests, answers and problems in JSON.
@NullMarked
package io.millrace.app.http;

import org.jspecify.annotations.NullMarked;
