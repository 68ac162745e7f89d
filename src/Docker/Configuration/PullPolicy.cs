namespace Flink.Docker.Configuration;

/// <summary>When the image is fetched from its registry.</summary>
public enum PullPolicy
{
    /// <summary>When the engine does not have it.</summary>
    IfNotPresent,

    /// <summary>Once by each JobManager, before its first worker: all workers of a JobManager run the same image.</summary>
    Always,

    /// <summary>Never: an image that the engine does not have is an error.</summary>
    Never,
}
