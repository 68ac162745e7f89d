using Flink.Core.Configuration;
using Flink.Runtime.Configuration;

namespace Flink.Runtime.Tests.Configuration;

/// <summary>A configuration folder of one test, removed with it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flink-conf-");

    public ConfigurationFolder(string? yaml = null)
    {
        if (yaml is not null)
        {
            System.IO.File.WriteAllText(File, yaml);
        }
    }

    public string Path => _folder.FullName;

    public string File => System.IO.Path.Combine(Path, "config.yaml");

    public static LoadedConfiguration LoadWith(Dictionary<string, string> environment, string? folder = null, params string[] arguments) =>
        new ConfigurationLoader(KnownOptions.BuiltIn, environment.GetValueOrDefault).Load(folder, arguments);

    public FlinkConfiguration Load(params string[] arguments) => LoadWith([], Path, arguments).Configuration;

    public ConfigurationException Refuse(params string[] arguments) => Assert.Throws<ConfigurationException>(() => Load(arguments));

    public void Dispose() => _folder.Delete(recursive: true);
}
