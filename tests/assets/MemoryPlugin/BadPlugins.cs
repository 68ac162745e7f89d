using Flink.Core.Plugins;

namespace Flink.Assets.MemoryPlugin;

/// <summary>Throws when it is asked what it offers.</summary>
public sealed class ThrowingPlugin : IPlugin
{
    public void Register(IPluginRegistry registry) => throw new InvalidOperationException("no native library for this machine");
}

/// <summary>Offers what its manifest does not name.</summary>
public sealed class TalkativePlugin : IPlugin
{
    public void Register(IPluginRegistry registry) => registry.Offer("greeting", "unasked", "hello");
}

/// <summary>Is no plug-in at all.</summary>
public sealed class NotAPlugin;
