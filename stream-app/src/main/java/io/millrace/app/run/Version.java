package io.millrace.app.run;

/// The version of this build.
public final class Version {
  private Version() {}

  /// As the jar's manifest has it; `dev` outside a jar.
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
