using System.CommandLine;
using Flink.Cli.Commands;
using Flink.Cli.Output;

namespace Flink.Cli.CommandLine;

/// <summary>The command as a whole: finds the verb, and turns whatever goes wrong into one line and an exit code.</summary>
internal static class FlinkCommand
{
    private static readonly string[] _verbose = ["-v", "--verbose"];

    public static int Run(string[] arguments)
    {
        if (arguments is ["--version" or "-v"])
        {
            Console.Out.WriteLine($"Version: {ProductVersion.Number}, Commit ID: {ProductVersion.Commit}");
            return ExitCodes.Success;
        }

        var verbose = false;
        try
        {
            return Run(arguments, ref verbose);
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"flink: {ErrorLine.Of(e)}");
            if (verbose)
            {
                Console.Error.WriteLine(e);
            }

            return ExitCodes.Failure;
        }
    }

    private static int Run(string[] arguments, ref bool verbose)
    {
        var verbs = Verbs.All();
        if (arguments is [] or ["--help" or "-h", ..])
        {
            Console.Out.Write(HelpText.Of(verbs));
            return arguments is [] ? ExitCodes.Failure : ExitCodes.Success;
        }

        var verb = Verbs.FindHidden(arguments[0])
            ?? verbs.FirstOrDefault(candidate => candidate.Command.Name == arguments[0])
            ?? throw Unknown(arguments[0], verbs);
        if (verb.Execute is null)
        {
            return Refuse(verb, arguments);
        }

        return Execute(verb, arguments.AsSpan(1), ref verbose);
    }

    /// <summary>Carries out a verb with the arguments behind its name.</summary>
    internal static int Execute(Verb verb, ReadOnlySpan<string> arguments)
    {
        var verbose = false;
        return Execute(verb, arguments, ref verbose);
    }

    private static int Execute(Verb verb, ReadOnlySpan<string> arguments, ref bool verbose)
    {
        var split = SplitArguments.Of(verb, arguments);
        verbose = split.Options.Any(_verbose.Contains);
        var parsed = verb.Command.Parse(split.Options, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            throw new CliException(parsed.Errors[0].Message);
        }

        if (parsed.GetValue(Verb.Help))
        {
            Console.Out.Write(HelpText.Of(verb));
            return ExitCodes.Success;
        }

        return verb.Execute!(parsed, split.Operands);
    }

    private static int Refuse(Verb verb, string[] arguments)
    {
        if (arguments is [_, "--help" or "-h", ..])
        {
            Console.Out.Write(HelpText.Of(verb));
            return ExitCodes.Success;
        }

        throw new CliException($"'flink {verb.Command.Name}' is refused: {verb.Reason}");
    }

    private static CliException Unknown(string name, IReadOnlyList<Verb> verbs)
    {
        var names = verbs.Select(verb => verb.Command.Name);
        return name.StartsWith('-')
            ? new CliException($"unknown option {name}; an action comes first, such as 'flink run', see 'flink --help'")
            : Nearest.Of(name, names) is { } nearest
                ? new CliException($"\"{name}\" is not a valid action; did you mean {nearest}?")
                : new CliException($"\"{name}\" is not a valid action; valid actions are {string.Join(", ", names)}");
    }
}
