package io.millrace.model.event;

/// What a user's record on the topic of interactions says: that something was done, that it is to
/// be forgotten, or that another user's history joins. Records of one user take effect in their
/// order.
public sealed interface UserMessage permits Interaction, Undo, Erasure, Merge {
  /// Whose record it is; see [Ids].
  String userId();
}
