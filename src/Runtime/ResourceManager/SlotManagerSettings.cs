using Flink.Core.Configuration;

namespace Flink.Runtime.ResourceManager;

/// <summary>How slots are handed out.</summary>
internal sealed record SlotManagerSettings
{
    /// <summary>Whether the least used worker comes first (<c>cluster.evenly-spread-out-slots</c>).</summary>
    public bool SpreadsEvenly { get; init; }

    /// <summary>How long changes of demand are gathered after a comparison (<c>slotmanager.requirement-check.delay</c>).</summary>
    public TimeSpan CheckDelay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long changes are gathered before workers are declared (<c>slotmanager.declare-needed-resource.delay</c>).</summary>
    public TimeSpan DeclarationDelay { get; init; } = TimeSpan.FromMilliseconds(50);
}
