package io.millrace.app.cli;

import io.millrace.app.run.AppSettings;
import io.millrace.app.run.Promotion;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Has the instances of an application serve another of its models.
@Command(
    name = "promote",
    description = {
      "Have the instances of an application serve another of its models, which 'rebuild' learned.",
      "The id of the application itself goes back to its own model."
    })
final class PromoteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "ID", description = "Application id of the model.")
  private String id = "";

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    AppSettings settings = cluster.settings();
    Promotion.promote(settings, id);
    Output.of(spec)
        .printf(
            "Instances of %s go over to model %s as soon as each has it: /v1/status tells.%n",
            settings.applicationId(), id);
    return 0;
  }
}
