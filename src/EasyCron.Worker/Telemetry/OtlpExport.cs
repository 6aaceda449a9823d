using EasyCron.Worker.Settings;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EasyCron.Worker.Telemetry;

/// <summary>
/// Sends traces and metrics by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, else does nothing. A collector that is away costs nothing but its data:
/// the exporter works beside the runs, with a bounded buffer.
/// </summary>
internal sealed class OtlpExport(WorkerSettings settings) : IHostedService, IDisposable
{
    private const string Ours = "EasyCron.*";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Otlp is { } otlp)
        {
            var resource = ResourceBuilder.CreateEmpty()
                .AddService(otlp.ServiceName, serviceVersion: ProductVersion.Current, serviceInstanceId: settings.WorkerName)
                .AddTelemetrySdk()
                .AddEnvironmentVariableDetector();
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Ours)
                .AddOtlpExporter(options => Set(options, otlp, "v1/traces")).Build();
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Ours)
                .AddOtlpExporter(options => Set(options, otlp, "v1/metrics")).Build();
        }

        return Task.CompletedTask;
    }

    /// <summary>Sends what is left; it is registered first, so that everything else has ended by then.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(Dispose, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }

    private static void Set(OtlpExporterOptions options, OtlpSettings otlp, string path)
    {
        options.Protocol = otlp.IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;

        // By HTTP each signal has a path of its own below the endpoint (OTLP specification, "Endpoint URLs for OTLP/HTTP").
        options.Endpoint = otlp.IsGrpc ? otlp.Endpoint : new Uri(otlp.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        options.Headers = otlp.Headers;
    }
}
