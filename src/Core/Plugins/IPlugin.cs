namespace Flink.Core.Plugins;

/// <summary>
/// What a plug-in's manifest names as its factory: a class with a public constructor without parameters, made once when
/// something of the plug-in is first needed.
/// </summary>
public interface IPlugin
{
    /// <summary>
    /// Hands over everything that the manifest says the plug-in offers. Called once, by one thread, right after the constructor;
    /// it should make factories and open nothing.
    /// </summary>
    void Register(IPluginRegistry registry);
}
