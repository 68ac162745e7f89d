namespace Flink.Core.Configuration;

/// <summary>Why a configured key deserves the user's attention although the job can run.</summary>
public enum ConfigurationWarningKind
{
    /// <summary>No option and no registered prefix has this key.</summary>
    UnknownKey,

    /// <summary>The key is Flink's, but this engine does not honour it yet.</summary>
    NotImplemented,

    /// <summary>An old name that a newer key replaces.</summary>
    DeprecatedKey,
}
