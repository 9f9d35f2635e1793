package io.millrace.producer.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import java.io.InputStream;

/// How a table's records are cut into cells.
final class Table {
  /// In no text, so that nothing is quoted.
  private static final char NO_QUOTE = '\uFFFF';

  private final String separator;
  private final boolean quoted;
  private final CsvReaderBuilder csv;

  /// @param quoted whether cells may stand in double quotes
  Table(String separator, boolean quoted) {
    this.separator = separator;
    this.quoted = quoted;
    this.csv =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .quoteCharacter(quoted ? '"' : NO_QUOTE);
  }

  String separator() {
    return separator;
  }

  boolean quoted() {
    return quoted;
  }

  /// Its records in a stream of UTF-8.
  RawRecords records(InputStream text) {
    var lines = new Lines(text);
    return quoted ? new QuotedLines(lines, separator) : lines;
  }

  /// The cells of a record.
  ///
  /// @throws io.millrace.model.event.InvalidEventException if a quote is not closed, or text
  ///   follows a closed one
  String[] cells(String record) {
    if (record.isEmpty()) {
      return new String[] {""};
    }
    try {
      return csv.ofSingleCsvRecord(StringArrayHandler.of(), record);
    } catch (CsvParseException fault) {
      boolean isOpen = String.valueOf(fault.getMessage()).contains("nclosed");
      throw Cells.malformed(
          record, isOpen ? "has an unclosed quote" : "has text after a closing quote");
    }
  }

  @Override
  public String toString() {
    return switch (separator) {
      case "," -> "CSV";
      case "\t" -> "TSV";
      default -> "CSV with '" + separator + "'";
    };
  }
}
