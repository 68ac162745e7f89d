namespace Flink.Core.State;

/// <summary>How long the values of a keyed state live, in processing time.</summary>
/// <remarks>
/// Elements of lists and entries of maps expire one by one. The settings are not part of a snapshot and may change between
/// executions; that a state has a time to live may not. Source: Flink's documentation, "State Time-To-Live".
/// </remarks>
public sealed record StateTtlConfig
{
    private const int DefaultIncrementalCleanupSize = 5;

    /// <summary>A configuration with a time to live and the usual rest.</summary>
    /// <param name="timeToLive">At least one millisecond; a value expires when so much processing time has passed since it was set.</param>
    public StateTtlConfig(TimeSpan timeToLive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromMilliseconds(1));
        TimeToLive = timeToLive;
    }

    /// <summary>How long a value lives.</summary>
    public TimeSpan TimeToLive { get; }

    /// <summary>What renews a value's time.</summary>
    /// <value><see cref="StateTtlUpdateType.OnCreateAndWrite"/></value>
    public StateTtlUpdateType UpdateType { get; init; } = StateTtlUpdateType.OnCreateAndWrite;

    /// <summary>Whether what has expired can be read until it is removed.</summary>
    /// <value><see cref="StateTtlVisibility.NeverReturnExpired"/></value>
    public StateTtlVisibility Visibility { get; init; } = StateTtlVisibility.NeverReturnExpired;

    /// <summary>Keys that are looked at for expired values at every access of the state; 0 for none, null for the usual number.</summary>
    /// <value>Null: 5 as in Flink; none where expired values are returned, since most would be gone before they are read.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? IncrementalCleanupSize
    {
        get;
        init
        {
            if (value is { } size)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(value));
            }

            field = value;
        }
    }

    /// <summary>The number of keys that <see cref="IncrementalCleanupSize"/> comes to.</summary>
    public int EffectiveIncrementalCleanupSize =>
        IncrementalCleanupSize ?? (Visibility == StateTtlVisibility.NeverReturnExpired ? DefaultIncrementalCleanupSize : 0);

    /// <summary>Whether all expired values are removed just before a snapshot is taken, so that none is written.</summary>
    /// <value>False.</value>
    public bool CleanupInFullSnapshot { get; init; }
}
