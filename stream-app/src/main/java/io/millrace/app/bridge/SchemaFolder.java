package io.millrace.app.bridge;

import com.google.protobuf.Descriptors.DescriptorValidationException;
import io.millrace.app.run.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/// A folder with a file for each schema, called by its id: `7.avsc` of Avro, `7.desc` of Protobuf
/// (a set of descriptors, as protoc makes with `--include_imports --descriptor_set_out`), `7.json`
/// of JSON. A file that comes later is found too.
final class SchemaFolder implements Schemas.Source {
  private final Path folder;

  /// @throws StartException if there is no such folder
  SchemaFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new StartException(
          "--schemas is '%s', which is neither a folder nor the URL of a schema registry, such as http://registry:8081"
              .formatted(folder));
    }
    this.folder = folder;
  }

  @Override
  public Optional<WireSchema> find(int id) {
    try {
      Path avro = folder.resolve(id + ".avsc");
      if (Files.exists(avro)) {
        return Optional.of(new WireSchema.Avro(new Schema.Parser().parse(avro.toFile())));
      }
      Path descriptors = folder.resolve(id + ".desc");
      if (Files.exists(descriptors)) {
        return Optional.of(
            new WireSchema.Protobuf(ProtobufValues.file(Files.readAllBytes(descriptors))));
      }
      return Files.exists(folder.resolve(id + ".json"))
          ? Optional.of(new WireSchema.Json())
          : Optional.empty();
    } catch (IOException | AvroRuntimeException | DescriptorValidationException wrong) {
      throw new StartException(
          "cannot read schema %d in '%s': %s".formatted(id, folder, wrong.getMessage()), wrong);
    }
  }

  @Override
  public String description() {
    return "folder '" + folder + "'";
  }
}
