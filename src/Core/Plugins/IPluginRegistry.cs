namespace Flink.Core.Plugins;

/// <summary>Takes what a plug-in offers.</summary>
public interface IPluginRegistry
{
    /// <summary>Offers one thing.</summary>
    /// <typeparam name="TContract">The contract of the kind, an interface or a delegate of an assembly that the host has too.</typeparam>
    /// <param name="kind">The kind, as in the manifest: "file-system".</param>
    /// <param name="name">The name within the kind, as in the manifest: a scheme.</param>
    /// <param name="contract">The thing itself, usually a factory; kept as long as the process lives.</param>
    /// <exception cref="FlinkException">The manifest does not say that the plug-in offers this, or it was offered before.</exception>
    void Offer<TContract>(string kind, string name, TContract contract)
        where TContract : class;
}
