# Build with the repository as context: docker build -t easycron .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN scripts/publish /app

# The program is compiled ahead and brings what it needs of .NET along.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0
# NodaTime brings its own zone data; tzdata is for schedules that Node stored without a zone.
RUN apt-get update && apt-get install -y --no-install-recommends tzdata curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENV NODE_ENV=production HEALTH_PORT=8080
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD curl -fsS "http://127.0.0.1:${HEALTH_PORT}/health/live" || exit 1
ENTRYPOINT ["./EasyCron.Worker"]
