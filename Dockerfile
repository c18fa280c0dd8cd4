# syntax=docker/dockerfile:1

FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY src/main src/main
# what Maven downloads is kept between builds, and is in no layer
RUN --mount=type=cache,target=/root/.m2 \
    ./mvnw -B -ntp -Dmaven.test.skip=true package
# apart, so that a change of our code moves only the last, small layer
RUN cp target/connector-service-*.jar connector-service.jar && \
    java -Djarmode=tools -jar connector-service.jar extract --layers --destination extracted
# where the system looks for libraries: it cannot be laid out later in a /tmp that lets nothing run
RUN mkdir native && cd native && \
    jar xf ../extracted/dependencies/lib/netty-transport-native-epoll-*-linux-x86_64.jar META-INF/native
# the training stage has no compiler
RUN javac -d training src/main/docker/training/*.java

FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /build/native/META-INF/native/ /usr/lib/
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/application/ ./
# local mode, with its development token, never starts where this is set
ENV CONNECTOR_SERVICE_IMAGE=1
# log lines as JSON; text where people read them
ENV LOG_FORMAT=ecs
# every thread's own arena would add to what the container needs
ENV MALLOC_ARENA_MAX=2

# one start and some seconds of requests, against a database that goes away with this stage; an image without the cache
# starts as well, only slower
FROM runtime AS training
RUN apt-get update && apt-get install -y --no-install-recommends postgresql
COPY --from=build /build/training/ /build/src/main/docker/training/train.sh /training/
RUN bash /training/train.sh -XX:+UseSerialGC -XX:+UseCompactObjectHeaders || echo "No AOT cache was made: the service will start more slowly" >&2
RUN touch connector-service.aot

FROM runtime
COPY --from=training /app/connector-service.aot ./
# a load balancer that polls readiness sees it go before requests are refused
ENV CONNECTOR_SHUTDOWN_PAUSE=3s
USER 10001:10001
EXPOSE 3001
# bash is in the base image for certain, which curl and wget are not
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-3001} && printf 'GET /api/v1/health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
# the cache holds objects that need some heap from the start, and was made with these headers; JAVA_TOOL_OPTIONS adds
# to these
ENTRYPOINT ["java", "-XX:AOTCache=connector-service.aot", "-Xms64m", "-XX:+UseCompactObjectHeaders", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "connector-service.jar"]
