package io.millrace.app.http;

import io.avaje.json.JsonException;
import io.millrace.app.feed.Catalogue;
import io.millrace.app.http.Forwarder.Patience;
import io.millrace.app.metrics.AppMetrics;
import io.millrace.app.query.EventPublisher;
import io.millrace.app.query.Recommender;
import io.millrace.app.query.UserRouter;
import io.millrace.app.topology.InstanceModel;
import io.millrace.producer.mapping.Mapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.state.HostInfo;

/// The HTTP interface of an instance. Operations answer from the first moment, everything else once
/// the instance has something to answer from.
public final class Api implements AutoCloseable {
  /// Longest list that is answered.
  public static final int MAX_K = 1_000;

  static final String STATUS = "/v1/status";

  private final HttpServer server;
  private final NamedMappings mappings;
  private final Forwarder forwarder = new Forwarder();

  /// An interface that is closed until it is started.
  ///
  /// @param host to listen on
  /// @param port to listen on, 0 for any free one
  /// @param status of the instance
  /// @param notReady why the instance is not ready; empty if it is
  /// @param mappings that requests may name, of events
  public Api(
      String host,
      int port,
      AppMetrics metrics,
      Supplier<Answers.Status> status,
      Supplier<Optional<String>> notReady,
      Map<String, Mapping> mappings) {
    this.mappings = new NamedMappings(mappings);
    this.server =
        new HttpServer(
            host, port, metrics, new OperationEndpoints(metrics, status, notReady).table());
  }

  /// Starts to listen.
  ///
  /// @throws IOException if the port is taken or not allowed, or the host unknown
  public void start() throws IOException {
    server.start();
  }

  /// The port on which it listens once it is started.
  public int port() {
    return server.port();
  }

  /// Begins to answer from a model what other instances pass on to it.
  ///
  /// @param modelId of the model
  /// @param self the address of this instance, as answers tell it
  public void add(
      String modelId,
      InstanceModel model,
      Catalogue catalogue,
      UserRouter router,
      EventPublisher publisher,
      String self) {
    List<Endpoint> all = new ArrayList<>();
    Forwarder toModel = forwarder.of(modelId);
    var recommender = new Recommender(model, catalogue);
    var lists = new PersonalLists(model, recommender, catalogue, self, System::currentTimeMillis);
    var places = Places.of(router, toModel::isSilent);
    var users = new UserEndpoints(model, catalogue, lists, places, toModel, self);
    all.addAll(users.table());
    all.addAll(new NeighbourEndpoints(users, model.userIndex(), router, self).table());
    all.addAll(new ManyEndpoints(lists, places, toModel).table());
    all.addAll(
        new ItemEndpoints(model, recommender, catalogue, self, System::currentTimeMillis).table());
    all.addAll(new ListingEndpoints(publisher, self).table());
    all.addAll(new EventEndpoints(publisher, model.rules(), mappings).table());
    all.addAll(new UserRecordEndpoints(publisher).table());
    server.add(modelId, all, model.matrix().life().readers());
  }

  /// Answers all requests about users, items and events from a model that was added, from the next
  /// one on.
  public void serve(String modelId) {
    server.serve(modelId);
  }

  /// Answers nothing from a model any more, which is not the one that is served.
  public void remove(String modelId) {
    server.remove(modelId);
  }

  /// Whether another instance answers from a model what is passed on to it.
  public boolean answersFrom(String modelId, HostInfo other) {
    return forwarder
        .of(modelId)
        .send("GET", STATUS, UserEndpoints.NO_BODY, other, Patience.LONG)
        .await()
        .filter(reply -> reply.status() == 200)
        .isPresent();
  }

  /// What another instance says of itself; empty if it does not answer.
  public Optional<Answers.Status> statusOf(HostInfo other) {
    try {
      return forwarder
          .send("GET", STATUS, UserEndpoints.NO_BODY, other, Patience.LONG)
          .await()
          .filter(reply -> reply.status() == 200)
          .map(reply -> reply.document(Answers.Status.class));
    } catch (JsonException nonsense) {
      return Optional.empty();
    }
  }

  /// From now on each answer ends its connection, so that clients look for another instance.
  public void endConnections() {
    server.endConnections();
  }

  @Override
  public void close() {
    server.close();
    forwarder.close();
  }
}
