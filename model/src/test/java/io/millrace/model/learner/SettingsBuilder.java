package io.millrace.model.learner;

/// Settings for a test: the defaults with the named ones changed.
final class SettingsBuilder {
  private int rank = LearnerSettings.DEFAULT.rank();
  private int context = LearnerSettings.DEFAULT.context();
  private float contextWeight = LearnerSettings.DEFAULT.contextWeight();
  private int negatives = LearnerSettings.DEFAULT.negatives();
  private float uniformShare = LearnerSettings.DEFAULT.uniformShare();
  private float sampledGradient = LearnerSettings.DEFAULT.sampledGradient();
  private int recentWindow = LearnerSettings.DEFAULT.recentWindow();
  private float learningRate = LearnerSettings.DEFAULT.learningRate();
  private int maxConsumed = LearnerSettings.DEFAULT.maxConsumed();
  private float sharedRate = LearnerSettings.DEFAULT.sharedRate();
  private float startAccumulator = LearnerSettings.DEFAULT.startAccumulator();

  SettingsBuilder rank(int value) {
    rank = value;
    return this;
  }

  SettingsBuilder context(int value) {
    context = value;
    return this;
  }

  SettingsBuilder contextWeight(float value) {
    contextWeight = value;
    return this;
  }

  SettingsBuilder negatives(int value) {
    negatives = value;
    return this;
  }

  SettingsBuilder uniformShare(float value) {
    uniformShare = value;
    return this;
  }

  SettingsBuilder sampledGradient(float value) {
    sampledGradient = value;
    return this;
  }

  SettingsBuilder recentWindow(int value) {
    recentWindow = value;
    return this;
  }

  SettingsBuilder learningRate(float value) {
    learningRate = value;
    return this;
  }

  SettingsBuilder startAccumulator(float value) {
    startAccumulator = value;
    return this;
  }

  SettingsBuilder maxConsumed(int value) {
    maxConsumed = value;
    return this;
  }

  SettingsBuilder sharedRate(float value) {
    sharedRate = value;
    return this;
  }

  LearnerSettings build() {
    LearnerSettings d = LearnerSettings.DEFAULT;
    return new LearnerSettings(
        rank,
        context,
        contextWeight,
        d.contextDecay(),
        negatives,
        Math.min(negatives, d.refreshed()),
        uniformShare,
        sampledGradient,
        recentWindow,
        learningRate,
        d.biasRate(),
        sharedRate,
        d.startScale(),
        startAccumulator,
        maxConsumed,
        d.trendHalfLifeMillis(),
        d.seed());
  }
}
