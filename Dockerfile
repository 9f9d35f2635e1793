# Builds the product, then keeps only what runs it.
FROM eclipse-temurin:25-jdk-noble AS build
WORKDIR /build
COPY . .
# The cache keeps Maven and the dependencies from one build to the next.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -q -DskipTests -Dspotless.check.skip=true package

# A JDK, not a JRE: the module jdk.incubator.vector must be there.
FROM eclipse-temurin:25-jdk-noble
# The state's folder is here already, so that a new volume on it belongs to the user.
RUN useradd --system --user-group --create-home millrace \
    && install -d -o millrace -g millrace /var/lib/millrace
COPY --from=build /build/stream-app/target/dist/lib /opt/millrace/lib
COPY --chmod=755 bin/millrace /opt/millrace/bin/millrace
COPY LICENSE /opt/millrace/LICENSE
USER millrace
WORKDIR /home/millrace
ENV MILLRACE_STATE_DIR=/var/lib/millrace
EXPOSE 8080
ENTRYPOINT ["/opt/millrace/bin/millrace"]
CMD ["serve"]
