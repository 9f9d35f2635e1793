package io.millrace.app.snapshot;

import io.millrace.app.run.Failures;
import io.millrace.app.run.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.jspecify.annotations.Nullable;

/// Reads the rows of one table.
final class TableReader {
  private TableReader() {}

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /// @param parse makes something of a row, or throws if the row is none of that
  /// @param taker of what was made
  /// @return rows read
  /// @throws StartException naming the file and the row if the file or a row cannot be read
  static <T> long read(Path folder, Table table, Function<Group, T> parse, Consumer<T> taker) {
    Path file = folder.resolve(table.file());
    long rows = 0;
    try (ParquetReader<Group> reader = new Builder(new LocalInputFile(file)).build()) {
      for (T row = next(reader, file, rows, parse);
          row != null;
          row = next(reader, file, rows, parse)) {
        rows++;
        taker.accept(row);
      }
    } catch (IOException unreadable) {
      throw refused(file, rows, unreadable);
    }
    return rows;
  }

  private static <T> @Nullable T next(
      ParquetReader<Group> reader, Path file, long rows, Function<Group, T> parse) {
    try {
      Group row = reader.read();
      return row == null ? null : parse.apply(row);
    } catch (IOException | RuntimeException damaged) {
      throw refused(file, rows, damaged);
    }
  }

  private static StartException refused(Path file, long rows, Exception cause) {
    return new StartException(
        "%s cannot be read from row %d on: %s".formatted(file, rows, Failures.line(cause)), cause);
  }
}
