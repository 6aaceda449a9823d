namespace EasyCron.Worker.Settings;

/// <summary>Where traces and metrics are sent, as OpenTelemetry's own variables say it.</summary>
/// <param name="Endpoint">The collector.</param>
/// <param name="IsGrpc">Whether it is spoken to by gRPC, else by HTTP with protobuf.</param>
/// <param name="Headers">Headers of every request, <c>name=value,...</c>; null for none. Secret.</param>
/// <param name="ServiceName">The name under which this worker is known there.</param>
internal sealed record OtlpSettings(Uri Endpoint, bool IsGrpc, string? Headers, string ServiceName);
