FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml ./
COPY src src
RUN mvn -q -Dmaven.test.skip=true package

FROM eclipse-temurin:17-jre
RUN useradd --system --home-dir /spendbell spendbell && mkdir -p /spendbell/data && chown spendbell /spendbell/data
WORKDIR /spendbell
COPY --from=build /build/target/spendbell-fat.jar ./
COPY config config
USER spendbell
EXPOSE 7780 7781
ENV MALLOC_ARENA_MAX=1
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xms58m", "-Xmn36m", "-Xmx134m", "-XX:SurvivorRatio=8", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=25", "-XX:Tier4InvocationThreshold=50000", "-XX:Tier4MinInvocationThreshold=6000", "-XX:Tier4CompileThreshold=150000", "-XX:Tier4BackEdgeThreshold=400000", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:TrimNativeHeapInterval=1000", "-Djdk.nio.maxCachedBufferSize=262144", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8", "-Djdk.console=java.base", "-Dio.netty.jfr.enabled=false", "-jar", "/spendbell/spendbell-fat.jar"]
CMD ["run"]
