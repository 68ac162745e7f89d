using System.Globalization;
using System.Text.RegularExpressions;
using Flink.Core;
using Flink.Core.Configuration;

namespace Flink.FileSystems.Hdfs.Configuration;

/// <summary>What Hadoop's own files say, as its Java clients read them: <c>core-site.xml</c>, then <c>hdfs-site.xml</c>, then <c>flink.hadoop.*</c>.</summary>
internal sealed partial class HadoopConfiguration
{
    private static readonly string[] _files = ["core-site.xml", "hdfs-site.xml"];

    private readonly Dictionary<string, string> _values;
    private readonly Func<string, string?> _environment;

    private HadoopConfiguration(Dictionary<string, string> values, string? folder, Func<string, string?> environment)
    {
        _values = values;
        Folder = folder;
        _environment = environment;
    }

    /// <summary>The folder that was read; null when there is none.</summary>
    public string? Folder { get; }

    /// <summary>Where a value comes from or would have to come from, for messages.</summary>
    public string Source => Folder is null
        ? "there is no Hadoop configuration: set 'fs.hdfs.hadoopconf' or the environment's HADOOP_CONF_DIR to the folder of core-site.xml and hdfs-site.xml"
        : $"the Hadoop configuration is that of '{Folder}'";

    /// <summary>The user that HDFS is to believe us to be.</summary>
    public string User => HadoopReferences.User(_environment);

    /// <summary>Reads the configuration that the options and the environment of the process lead to.</summary>
    /// <exception cref="FlinkException">A folder or file is missing or not readable; names it.</exception>
    public static HadoopConfiguration Load(FlinkConfiguration configuration, Func<string, string?> environment)
    {
        var folder = FindFolder(configuration, environment);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var final = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in folder is null ? [] : _files.Select(file => Path.Combine(folder, file)).Where(File.Exists))
        {
            HadoopXml.Read(file, values, final);
        }

        foreach (var (key, value) in configuration.GetBelow(HdfsOptions.HadoopPrefix))
        {
            values[key] = value;
        }

        return new HadoopConfiguration(values, folder, environment);
    }

    /// <summary>The value of a key with its <c>${references}</c> resolved; null when it is missing or empty.</summary>
    public string? Get(string key) =>
        _values.TryGetValue(key, out var value) && HadoopReferences.Expand(value.Trim(), _values.GetValueOrDefault, _environment) is { Length: > 0 } text ? text : null;

    /// <summary>The values of a list, divided by commas.</summary>
    public string[] GetList(string key) => Get(key)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A whole number.</summary>
    public int GetInt(string key, int otherwise) => Get(key) is not { } text
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(key, text, "a whole number");

    /// <summary>A time: milliseconds without a unit, or with one as in <c>60s</c>.</summary>
    public TimeSpan GetTime(string key, TimeSpan otherwise)
    {
        if (Get(key) is not { } text)
        {
            return otherwise;
        }

        var match = TimeText().Match(text);
        if (!match.Success || !long.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > int.MaxValue)
        {
            throw Wrong(key, text, "a time such as 60000, 60s or 1m");
        }

        return TimeSpan.FromMilliseconds(number * match.Groups[2].Value switch
        {
            "s" => 1_000L,
            "m" => 60_000L,
            "h" => 3_600_000L,
            "d" => 86_400_000L,
            _ => 1L,
        });
    }

    /// <summary>The error that a value is not of its form.</summary>
    public FlinkException Wrong(string key, string value, string expected) => new(
        $"'{key}' is '{value}' and not {expected} ({Source}). Correct it there, or set '{HdfsOptions.HadoopPrefix}{key}'.");

    private static string? FindFolder(FlinkConfiguration configuration, Func<string, string?> environment)
    {
        if (configuration.TryGet(HdfsOptions.HadoopConf, out var named))
        {
            return Existing(named, HdfsOptions.HadoopConf.Key);
        }

        if (configuration.TryGet(EnvironmentOptions.HadoopConfDirectory, out named))
        {
            return Existing(named, EnvironmentOptions.HadoopConfDirectory.Key);
        }

        if (environment("HADOOP_CONF_DIR") is { Length: > 0 } variable)
        {
            return Existing(variable, "HADOOP_CONF_DIR");
        }

        return environment("HADOOP_HOME") is { Length: > 0 } home && Path.Combine(home, "etc", "hadoop") is var folder && Directory.Exists(folder) ? folder : null;
    }

    private static string Existing(string folder, string setting) => Directory.Exists(folder)
        ? folder
        : throw new FlinkException($"'{setting}' names the folder '{folder}' of Hadoop's configuration, which does not exist. Name the folder of core-site.xml and hdfs-site.xml.");

    [GeneratedRegex("^([0-9]+)(ms|s|m|h|d)?$")]
    private static partial Regex TimeText();
}
