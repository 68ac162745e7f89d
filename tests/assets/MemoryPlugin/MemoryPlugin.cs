using Flink.Core.FileSystems;
using Flink.Core.Plugins;

namespace Flink.Assets.MemoryPlugin;

/// <summary>A plug-in for tests: files in memory, and one that its manifest promises and that it forgets.</summary>
public sealed class MemoryPlugin : IPlugin
{
    public void Register(IPluginRegistry registry)
    {
        registry.Offer<FileSystemFactory>(
            PluginKinds.FileSystem, "memory", configuration => new MemoryFileSystem(configuration.GetText("memory.greeting") ?? ""));
        registry.Offer<Func<string>>("greeting", "hello", () => "hello");
    }
}
