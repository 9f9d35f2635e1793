package io.millrace.producer.format;

/// Kinds of files by their first bytes.
enum Magic {
  TEXT("", ""),
  GZIP("\u001f\u008b", ""),
  ZSTD("(\u00b5/\u00fd", ""),
  ZIP(
      "PK\u0003\u0004",
      "is a ZIP archive or a spreadsheet, which is not read: unpack it (unzip FILE), or save the sheet as CSV"),
  PARQUET(
      "PAR1",
      "is a Parquet file, which is not read: write it as CSV first, such as with"
          + " duckdb -c \"copy (from 'FILE') to 'events.csv'\""),
  BZIP2(
      "BZh", "is compressed by bzip2, which is not read: pipe it in, bzcat FILE | millrace ... -"),
  XZ(
      "\u00fd7zXZ\u0000",
      "is compressed by xz, which is not read: pipe it in, xzcat FILE | millrace ... -"),
  SEVEN_ZIP("7z\u00bc\u00af", "is a 7z archive, which is not read: unpack it first"),
  SQLITE(
      "SQLite format 3",
      "is an SQLite database, which is not read: sqlite3 -csv -header FILE 'select ...' > events.csv"),
  AVRO("Obj\u0001", "is an Avro file, which is not read: write it as JSON lines first"),
  ORC("ORC", "is an ORC file, which is not read: write it as CSV first");

  private final String beginning; // a byte a character
  private final String advice;

  Magic(String latin1, String advice) {
    this.beginning = latin1;
    this.advice = advice;
  }

  static Magic of(byte[] beginning) {
    for (Magic magic : values()) {
      if (magic != TEXT && startsWith(beginning, magic.beginning) && !isWord(magic, beginning)) {
        return magic;
      }
    }
    return TEXT;
  }

  /// What it is and what to do, as the end of a sentence.
  String advice() {
    return advice;
  }

  /// `ORC` and `PAR1` may begin a text as well.
  private static boolean isWord(Magic magic, byte[] beginning) {
    if (magic != ORC && magic != PARQUET) {
      return false;
    }
    for (byte b : beginning) {
      if (b < 0x20 && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] bytes, String prefix) {
    if (bytes.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if ((bytes[i] & 0xFF) != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
