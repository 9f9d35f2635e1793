# Builds the product, then keeps only what runs it.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
RUN ./mvnw -B -q -DskipTests -Dspotless.check.skip=true package

# A JDK, not a JRE: the module jdk.incubator.vector must be there.
FROM eclipse-temurin:25-jdk
RUN groupadd --system millrace && useradd --system --gid millrace --create-home millrace
COPY --from=build /build/stream-app/target/dist/lib /opt/millrace/lib
COPY bin/millrace /opt/millrace/bin/millrace
USER millrace
WORKDIR /home/millrace
ENV MILLRACE_STATE_DIR=/home/millrace/state
EXPOSE 8080
ENTRYPOINT ["/opt/millrace/bin/millrace"]
CMD ["serve"]
