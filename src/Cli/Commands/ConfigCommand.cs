using System.CommandLine;
using Flink.Cli.CommandLine;
using Flink.Cli.Processes;
using Flink.Core.Configuration;

namespace Flink.Cli.Commands;

/// <summary><c>flink config</c>, for scripts: the values of keys, a line each, empty where there is none. Secrets are masked.</summary>
internal static class ConfigCommand
{
    public static Verb Create()
    {
        var options = new ProcessOptions();
        var command = new Command("config", "Prints values of the configuration, as scripts need them.");
        options.AddTo(command);
        return new Verb(
            command,
            "[options] <key> ...",
            ["flink config env.pid.dir high-availability.type"],
            [],
            (parsed, keys) => Print(options.Load(parsed).Configuration, keys));
    }

    private static int Print(FlinkConfiguration configuration, string[] keys)
    {
        foreach (var key in keys)
        {
            Console.Out.WriteLine(SensitiveKeys.Show(key, ValueOf(configuration, key)));
        }

        return ExitCodes.Success;
    }

    private static string ValueOf(FlinkConfiguration configuration, string key)
    {
        var option = ProcessOptions.Known.Find(key) ?? throw new CliException($"there is no configuration key {key}");
        return option.DeprecatedKeys.Prepend(key).Select(configuration.GetText).FirstOrDefault(static value => value is not null)
            ?? (option.HasDerivedDefault ? "" : option.DefaultText ?? "");
    }
}
