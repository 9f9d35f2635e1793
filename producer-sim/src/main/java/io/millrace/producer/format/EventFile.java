package io.millrace.producer.format;

import io.millrace.model.event.Interaction;
import io.millrace.producer.EventSource;
import io.millrace.producer.mapping.MappedRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A file of events, which can be read again and again.
final class EventFile {
  private final Path file;
  private final String name;
  private final ReadOptions options;
  private final @Nullable Charset charset;
  private final Recognition recognition;

  EventFile(Path file, ReadOptions options) throws IOException {
    this.file = file;
    this.name = file.toString();
    this.options = options;
    this.charset = options.text().table().charset();
    try (InputStream in = Files.newInputStream(file)) {
      Content content = Content.open(name, in, true, charset);
      recognition = new Recogniser(name, false, options).recognise(content);
    }
  }

  EventSource open(Consumer<MalformedLine> onMalformed) throws IOException {
    options.onUnderstood().accept(recognition.understood());
    FileScan scan = scan(onMalformed);
    if (!scan.sorted()) {
      return sorted(scan);
    }
    // Its malformed lines are reported already, but counted again as they are passed.
    Records<Interaction> records = records(Files.newInputStream(file), line -> {});
    return new FileOrderEvents(scan.fingerprint(), OptionalLong.of(scan.events()), records);
  }

  static @Nullable Interaction event(MappedRecord record) {
    return record instanceof MappedRecord.Event(Interaction event) ? event : null;
  }

  private FileScan scan(Consumer<MalformedLine> onMalformed) throws IOException {
    var fingerprint = new Fingerprint();
    fingerprint.add(recognition.understood().line());
    InputStream in = fingerprint.over(Files.newInputStream(file));
    try (var records = records(in, onMalformed)) {
      return FileScan.of(name, records, fingerprint);
    }
  }

  private EventSource sorted(FileScan scan) throws IOException {
    if (scan.events() > Integer.MAX_VALUE - 8) {
      throw new UnreadableFileException(name, "has too many events to sort; sort it by time first");
    }
    var index = new EventIndex((int) scan.events());
    try (var spool = new Spool();
        var records = records(Files.newInputStream(file), line -> {})) {
      int count = 0;
      for (Interaction event = records.next(); event != null; event = records.next()) {
        if (count++ == scan.events()) {
          throw changed();
        }
        index.add(event, spool.add(event));
      }
      if (count != scan.events()) {
        throw changed();
      }
      return new TimeOrderEvents(scan, index.offsetsByTime(), spool);
    }
  }

  private UnreadableFileException changed() {
    return new UnreadableFileException(name, "has changed while it was read");
  }

  private Records<Interaction> records(InputStream in, Consumer<MalformedLine> onMalformed)
      throws IOException {
    try {
      Content content = Content.open(name, in, true, charset);
      return new Records<>(
          name,
          recognition.open(content.text()),
          recognition.format(),
          EventFile::event,
          onMalformed);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
