namespace Flink.Core.State;

/// <summary>Whether a value that has expired can still be read.</summary>
public enum StateTtlVisibility
{
    /// <summary>Never.</summary>
    NeverReturnExpired,

    /// <summary>As long as nothing has removed it; reading it returns it once and removes it.</summary>
    ReturnExpiredIfNotCleanedUp,
}
