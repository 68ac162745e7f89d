namespace Flink.Streaming.Sinks;

/// <summary>How files are written.</summary>
public sealed record FileSinkOptions
{
    /// <summary>Whether output of an earlier run may be replaced; it stays until the new one is complete.</summary>
    /// <value>False: existing output fails the job.</value>
    public bool Overwrite { get; init; }
}
