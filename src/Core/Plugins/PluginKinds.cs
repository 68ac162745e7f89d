namespace Flink.Core.Plugins;

/// <summary>The kinds of offers whose contracts are Core's; other projects name their own beside their contracts.</summary>
public static class PluginKinds
{
    /// <summary>File systems; names are schemes, the contract is <see cref="FileSystems.FileSystemFactory"/>.</summary>
    public const string FileSystem = "file-system";
}
