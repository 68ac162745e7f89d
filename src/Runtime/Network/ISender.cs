using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network;

/// <summary>The sending end of a channel, of whatever record type: what its task asks before it works.</summary>
/// <remarks>By the producer's thread only, except where it says otherwise.</remarks>
public interface ISender
{
    /// <summary>Who is woken when there is room again. Set before the first element is sent.</summary>
    Tasklet? Producer { set; }

    /// <summary>What the producer sent to another worker; from any thread.</summary>
    Traffic Sent => default;

    /// <summary>Whether the producer could get an empty batch now.</summary>
    bool HasCredit { get; }

    /// <summary>Whether the producer could send an element now.</summary>
    bool HasSlot { get; }

    /// <summary>Asks to be woken when there is room again; the producer then looks once more before it parks.</summary>
    void AskForWake();
}
