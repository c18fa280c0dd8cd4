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

FROM eclipse-temurin:25-jre
WORKDIR /app
COPY --from=build /build/extracted/dependencies/ ./
COPY --from=build /build/extracted/application/ ./
# local mode, with its development token, never starts where this is set
ENV CONNECTOR_SERVICE_IMAGE=1
# log lines as JSON; text where people read them
ENV LOG_FORMAT=ecs
# every thread's own arena would add to what the container needs
ENV MALLOC_ARENA_MAX=2
# a load balancer that polls readiness sees it go before requests are refused
ENV CONNECTOR_SHUTDOWN_PAUSE=3s
USER 10001:10001
EXPOSE 3001
# bash is in the base image for certain, which curl and wget are not
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-3001} && printf 'GET /api/v1/health HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]"]
# JAVA_TOOL_OPTIONS adds to these
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "connector-service.jar"]
