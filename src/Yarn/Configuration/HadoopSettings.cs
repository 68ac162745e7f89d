using Flink.Core;
using Flink.Core.Configuration;
using Flink.FileSystems.Hdfs.Configuration;

namespace Flink.Yarn.Configuration;

/// <summary>What Hadoop's own configuration says: the site files of a folder, under what <c>flink.hadoop.*</c> and <c>flink.yarn.*</c> set.</summary>
internal sealed class HadoopSettings
{
    /// <summary>The files that are read, the later before the earlier.</summary>
    public static readonly string[] SiteFiles = ["core-site.xml", "hdfs-site.xml", "yarn-site.xml"];

    /// <summary>Options that name the folder, the first before the second; the first belongs to the plug-in <c>hdfs</c>.</summary>
    public static readonly string[] FolderKeys = ["fs.hdfs.hadoopconf", EnvironmentOptions.HadoopConfDirectory.Key];

    private const string FolderVariable = "HADOOP_CONF_DIR";
    private const string YarnFolderVariable = "YARN_CONF_DIR";

    // YARN's own keys begin with "yarn.", which is part of the second.
    private static readonly (string Prefix, int Cut)[] _prefixes = [("flink.hadoop.", "flink.hadoop.".Length), ("flink.yarn.", "flink.".Length)];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <param name="configuration">Whose keys with Hadoop's prefixes come before the files.</param>
    /// <param name="folder">The folder of the site files; null for none.</param>
    /// <exception cref="ConfigurationException">A file is there and cannot be read.</exception>
    public HadoopSettings(FlinkConfiguration configuration, string? folder)
    {
        Folder = folder;
        var final = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in folder is null ? [] : SiteFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            try
            {
                HadoopXml.Read(file, _values, final);
            }
            catch (FlinkException e)
            {
                throw new ConfigurationException($"{e.Message} Set {FolderVariable} to the folder of another");
            }
        }

        foreach (var (key, entry) in configuration.Entries)
        {
            foreach (var (_, cut) in _prefixes.Where(prefix => key.StartsWith(prefix.Prefix, StringComparison.Ordinal)))
            {
                _values[key[cut..]] = entry.Value;
            }
        }
    }

    /// <summary>The folder of the site files; null for none.</summary>
    public string? Folder { get; }

    /// <summary>The settings of the folder that the configuration names, else the environment of this process.</summary>
    /// <exception cref="ConfigurationException">A file is there and cannot be read.</exception>
    public static HadoopSettings From(FlinkConfiguration configuration) =>
        new(configuration, FolderKeys.Select(configuration.GetText)
            .Concat([Environment.GetEnvironmentVariable(FolderVariable), Environment.GetEnvironmentVariable(YarnFolderVariable)])
            .FirstOrDefault(static folder => folder is { Length: > 0 }));

    /// <summary>A value with its references to others resolved; null when there is none.</summary>
    public string? Get(string key) => _values.TryGetValue(key, out var value) ? HadoopReferences.Expand(value.Trim(), _values.GetValueOrDefault, Environment.GetEnvironmentVariable) : null;

    /// <summary>Whether a value is <c>true</c>.</summary>
    public bool IsTrue(string key) => string.Equals(Get(key), "true", StringComparison.OrdinalIgnoreCase);
}
