using Flink.Core.Graph;

namespace Flink.Runtime.Dispatcher.Views;

/// <summary>A TaskManager as the ResourceManager knows it.</summary>
public sealed record TaskManagerDetails
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Address of its endpoint.</summary>
    public required string Path { get; init; }

    /// <summary>Port at which it exchanges records.</summary>
    public required int DataPort { get; init; }

    /// <summary>When its last heartbeat came.</summary>
    public required DateTimeOffset LastHeartbeat { get; init; }

    /// <summary>Its slots.</summary>
    public required int Slots { get; init; }

    /// <summary>Those that are free.</summary>
    public required int FreeSlots { get; init; }

    /// <summary>All that it has.</summary>
    public required ResourceFigures Total { get; init; }

    /// <summary>What no slot has taken.</summary>
    public required ResourceFigures Free { get; init; }

    /// <summary>The machine.</summary>
    public required HardwareFigures Hardware { get; init; }

    /// <summary>How its memory is divided.</summary>
    public required MemoryFigures Memory { get; init; }

    /// <summary>Slots that are given to jobs.</summary>
    public IReadOnlyList<AllocatedSlot> Allocated { get; init; } = [];

    /// <summary>Whether no new slots are taken from it.</summary>
    public bool IsBlocked { get; init; }
}
