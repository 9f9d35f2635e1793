package io.millrace.app.run;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Jsonb;
import io.millrace.model.event.EventRules;
import io.millrace.model.event.EventWeights;
import io.millrace.model.event.ValueStrengths;
import io.millrace.model.learner.LearnerSettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What topic `<application>-models` says of a model that was rebuilt.
///
/// @param state [#BUILDING] or [#BUILT]
/// @param settings of the learner by name, as text
/// @param weights of event types, as text
/// @param strengths of values by event type; records of older versions have none
/// @param eventIds of each user that are remembered
/// @param bound (partitions) the first offset of each that the rebuild did not learn
/// @param interactionsTopic that it was learned from
/// @param itemsTopic of its items
/// @param usersTopic of its users
/// @param at when that was, in ISO-8601
@Json
record ModelRecord(
    String state,
    Map<String, String> settings,
    Map<String, String> weights,
    Map<String, String> strengths,
    int eventIds,
    List<Long> bound,
    String interactionsTopic,
    String itemsTopic,
    String usersTopic,
    String at) {
  static final String BUILDING = "building";
  static final String BUILT = "built";

  private static final Jsonb JSON = Jsonb.builder().build();

  /// @throws IllegalArgumentException naming the field and its value if it makes no sense
  @SuppressWarnings("ConstantValue") // fields that JSON lacks are null
  ModelRecord {
    require("settings", settings);
    require("weights", weights);
    require("bound", bound);
    require("interactionsTopic", interactionsTopic);
    require("itemsTopic", itemsTopic);
    require("usersTopic", usersTopic);
    require("at", at);
    if (!BUILDING.equals(state) && !BUILT.equals(state)) {
      throw new IllegalArgumentException(
          "state is '%s', but must be %s or %s".formatted(state, BUILDING, BUILT));
    }
    settings = Map.copyOf(settings);
    weights = Map.copyOf(weights);
    strengths = strengths == null ? Map.of() : Map.copyOf(strengths);
    bound = List.copyOf(bound);
  }

  private static void require(String field, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  /// A model that is being built with these settings.
  static ModelRecord building(AppSettings settings, long[] bound, String at) {
    Map<String, String> byName = new TreeMap<>();
    SettingByName.values(settings.learner())
        .forEach((name, value) -> byName.put(name, String.valueOf(value)));
    Map<String, String> weights = new TreeMap<>();
    settings
        .rules()
        .weights()
        .byType()
        .forEach((type, weight) -> weights.put(type, weight.toString()));
    return new ModelRecord(
        BUILDING,
        byName,
        weights,
        settings.rules().strengths().texts(),
        settings.eventIds(),
        Arrays.stream(bound).boxed().toList(),
        settings.interactionsTopic(),
        settings.itemsTopic(),
        settings.usersTopic(),
        at);
  }

  ModelRecord built() {
    return new ModelRecord(
        BUILT,
        settings,
        weights,
        strengths,
        eventIds,
        bound,
        interactionsTopic,
        itemsTopic,
        usersTopic,
        at);
  }

  boolean isBuilt() {
    return state.equals(BUILT);
  }

  /// An instance's settings with those of the model.
  ///
  /// @throws IllegalArgumentException naming the setting and its value if one cannot be
  AppSettings applyTo(AppSettings instance, String modelId) {
    LearnerSettings learner = LearnerSettings.DEFAULT;
    for (Map.Entry<String, String> each : settings.entrySet()) {
      learner = SettingByName.with(learner, each.getKey(), each.getValue());
    }
    Map<String, Float> byType = new TreeMap<>();
    weights.forEach((type, weight) -> byType.put(type, Float.valueOf(weight)));
    var rules =
        new EventRules(
            new EventWeights(byType), ValueStrengths.parse(strengths), instance.rules().seen());
    return instance.of(modelId, learner, rules, eventIds);
  }

  byte[] toJson() {
    return JSON.type(ModelRecord.class).toJsonBytes(this);
  }

  /// @throws IllegalArgumentException saying what is wrong with it
  static ModelRecord parse(byte[] json) {
    try {
      return JSON.type(ModelRecord.class).fromJson(json);
    } catch (JsonException | IllegalStateException wrong) {
      throw new IllegalArgumentException(
          "'%s' is no JSON of a model (%s)"
              .formatted(new String(json, StandardCharsets.UTF_8), wrong.getMessage()),
          wrong);
    }
  }
}
