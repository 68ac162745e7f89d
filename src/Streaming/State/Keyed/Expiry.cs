using System.Runtime.CompilerServices;
using Flink.Core.State;

namespace Flink.Streaming.State.Keyed;

/// <summary>The time to live of a state's values: what has expired, what renews, and what is cleaned up when.</summary>
internal sealed class Expiry(StateTtlConfig config, TimeProvider clock)
{
    private readonly long _timeToLive = (long)config.TimeToLive.TotalMilliseconds;

    /// <summary>Removes all expired values; set by the state.</summary>
    public Action? SweepAll { get; set; }

    /// <summary>Whether reading gives a value a new time.</summary>
    public bool RenewsOnRead { get; } = config.UpdateType == StateTtlUpdateType.OnReadAndWrite;

    /// <summary>Whether an expired value that is still there is returned.</summary>
    public bool ReturnsExpired { get; } = config.Visibility == StateTtlVisibility.ReturnExpiredIfNotCleanedUp;

    /// <summary>Keys to look at in passing at every access.</summary>
    public int SweepSize { get; } = config.EffectiveIncrementalCleanupSize;

    /// <summary>Processing time in milliseconds since the epoch.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Whether a value last set (or read, where that renews) at <paramref name="since"/> has expired. Without overflow, as Flink's TtlUtils.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasExpired(long since, long now) => (since > 0 ? since + Math.Min(long.MaxValue - since, _timeToLive) : since + _timeToLive) <= now;

    public void BeforeSnapshot()
    {
        if (config.CleanupInFullSnapshot)
        {
            SweepAll?.Invoke();
        }
    }
}
