package io.millrace.model.event;

/// What a user's record on the topic of interactions says: that something was done, or that it is
/// to be forgotten. Records of one user take effect in their order.
public sealed interface UserMessage permits Interaction, Undo, Erasure {
  /// Whose record it is; see [Ids].
  String userId();
}
