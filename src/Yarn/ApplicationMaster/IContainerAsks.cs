using Flink.Yarn.Rpc.Messages;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What a session tells the ResourceManager of, when it is time.</summary>
internal interface IContainerAsks
{
    /// <summary>What has changed since it was asked last.</summary>
    AllocateRequest TakeChanges();

    /// <summary>The ResourceManager has forgotten everything: changes are all there is.</summary>
    void StartAnew();

    /// <summary>The ResourceManager does not take a request, none of it.</summary>
    void Refused(AllocateRequest request, string reason);
}
