using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>A container and where it is.</summary>
internal sealed record PlacedContainer(ContainerId Id, NodeId Node)
{
    /// <summary>Its id as it is written.</summary>
    public string Name { get; } = YarnIds.Of(Id);
}
