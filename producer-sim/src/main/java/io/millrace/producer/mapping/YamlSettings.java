package io.millrace.producer.mapping;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Settings from YAML 1.2, each with its line.
final class YamlSettings {
  private static final int MAX_DEPTH = 10;

  private final String source;

  private YamlSettings(String source) {
    this.source = source;
  }

  static Setting.Group parse(String source, String yaml) {
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(source).setMaxAliasesForCollections(0).build();
      Optional<Node> root = new Compose(settings).composeString(yaml);
      return new YamlSettings(source).group(root);
    } catch (MarkedYamlEngineException fault) {
      int line = fault.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      throw new InvalidMappingException(
          new Origin(source, line), "is no YAML: " + fault.getProblem());
    } catch (YamlEngineException fault) {
      throw new InvalidMappingException(
          new Origin(source, 0), "is no YAML: " + firstLine(String.valueOf(fault.getMessage())));
    }
  }

  private Setting.Group group(Optional<Node> root) {
    if (root.isEmpty()) {
      return new Setting.Group(new Origin(source, 0), Map.of());
    }
    if (setting(root.get(), 0) instanceof Setting.Group group) {
      return group;
    }
    throw new InvalidMappingException(
        origin(root.get()), "is no mapping: write lines such as 'user: userId'");
  }

  private Setting setting(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new InvalidMappingException(origin(node), "is nested deeper than " + MAX_DEPTH);
    }
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence ->
          new Setting.Sequence(origin(node), elements(sequence.getValue(), depth));
      case MappingNode mapping -> group(mapping, depth);
      default -> throw new InvalidMappingException(origin(node), "is an alias, which is no use");
    };
  }

  private Setting.Scalar scalar(ScalarNode node) {
    String text = node.getTag().equals(Tag.NULL) ? "" : node.getValue();
    return new Setting.Scalar(origin(node), text, node.getScalarStyle() != ScalarStyle.PLAIN);
  }

  private List<Setting> elements(List<Node> nodes, int depth) {
    return nodes.stream().map(element -> setting(element, depth + 1)).toList();
  }

  private Setting.Group group(MappingNode node, int depth) {
    Map<String, Setting> byName = new LinkedHashMap<>();
    for (NodeTuple entry : node.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw new InvalidMappingException(origin(entry.getKeyNode()), "has a key that is no name");
      }
      if (byName.put(key.getValue(), setting(entry.getValueNode(), depth + 1)) != null) {
        throw new InvalidMappingException(origin(key), "has '" + key.getValue() + "' twice");
      }
    }
    return new Setting.Group(origin(node), byName);
  }

  private Origin origin(Node node) {
    return new Origin(source, node.getStartMark().map(Mark::getLine).orElse(-1) + 1);
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
