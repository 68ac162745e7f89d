namespace Flink.Runtime.ResourceManager;

/// <summary>How an application ended, as systems are told.</summary>
public enum ApplicationStatus
{
    /// <summary>All went well.</summary>
    Succeeded,

    /// <summary>A job failed for good.</summary>
    Failed,

    /// <summary>Somebody cancelled it.</summary>
    Canceled,

    /// <summary>Nobody knows.</summary>
    Unknown,
}
