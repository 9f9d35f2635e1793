package io.millrace.model.index;

/// What to search for, as one of several searches that share a pass over the items: see
/// [ItemIndex#answers].
public final class Query {
  /// By what items are ordered.
  enum Order {
    PRODUCT,
    COSINE
  }

  private final Order order;
  private final float[] vector;
  private final int k;
  private final Filter filter;

  private Query(Order order, float[] vector, int k, Filter filter) {
    this.order = order;
    this.vector = vector;
    this.k = k;
    this.filter = filter;
  }

  /// The k items with the largest `<vector, V_j> + b_j`.
  ///
  /// @param vector (rank) not changed until there is an answer
  public static Query byProduct(float[] vector, int k, Filter filter) {
    return new Query(Order.PRODUCT, vector, k, filter);
  }

  /// The k items whose vectors have the largest cosine with a vector.
  ///
  /// @param vector (rank) not changed until there is an answer
  public static Query byCosine(float[] vector, int k, Filter filter) {
    return new Query(Order.COSINE, vector, k, filter);
  }

  Order order() {
    return order;
  }

  /// (rank)
  public float[] vector() {
    return vector;
  }

  int k() {
    return k;
  }

  Filter filter() {
    return filter;
  }
}
