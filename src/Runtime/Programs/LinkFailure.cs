using System.Reflection;

namespace Flink.Runtime.Programs;

/// <summary>Tells from an exception that a program and what it runs on do not fit together, and says so in words.</summary>
internal static class LinkFailure
{
    // What the runtime calls the engine in its messages: "'Void Flink.Core.X.Y()'", "'Flink.Core.X' from assembly 'Flink.Core, Version=...".
    private static readonly string[] _engine = ["Flink.Core.", "Flink.Streaming.", "Flink.Runtime.", "Flink.Local."];

    // The runtime's own words for a member that compiled code names; reflection of the program has others.
    private static readonly string[] _missing = ["Method not found:", "Field not found:", "Could not load type"];

    // An interface that has more members than when it was implemented. The message does not say whose interface.
    private const string Unimplemented = "does not have an implementation.";

    /// <summary>The reason in words.</summary>
    /// <returns>Null when the exception and its causes say nothing of the kind.</returns>
    public static ProgramException? Explain(LoadedProgram program, Exception exception)
    {
        var chain = ChainOf(exception).ToList();

        // What the load context refused says more than the runtime's exception around it.
        if (chain.OfType<ProgramException>().FirstOrDefault() is { } refusal)
        {
            return refusal == exception ? refusal : new ProgramException(refusal.Message, exception);
        }

        return chain.Select(cause => Describe(program, cause)).FirstOrDefault(text => text is not null) is { } found
            ? new ProgramException(found, exception)
            : null;
    }

    private static IEnumerable<Exception> ChainOf(Exception exception) => exception switch
    {
        AggregateException many => [many, .. many.InnerExceptions.SelectMany(ChainOf)],
        { InnerException: { } inner } => [exception, .. ChainOf(inner)],
        _ => [exception],
    };

    private static string? Describe(LoadedProgram program, Exception cause) => cause switch
    {
        FileNotFoundException { FileName: { } name } when IsAssemblyName(name) => Missing(program, new AssemblyName(name)),
        BadImageFormatException { FileName: { } name } when IsAssemblyName(name) || Path.IsPathRooted(name) =>
            $"The program {program.Path} needs {name}, whose file in {program.Folder} is no .NET assembly or is damaged. Publish it again with 'dotnet publish'.",
        FileLoadException { FileName: { } name } when IsAssemblyName(name) =>
            $"The program {program.Path} needs the assembly {name}, which cannot be loaded: {FirstLine(cause.Message)}",
        EntryPointNotFoundException => null,
        DllNotFoundException =>
            $"The program {program.Path} needs a native library that is not in its folder, or that lacks another one: {FirstLine(cause.Message)}",
        MissingMemberException or TypeLoadException when NamesEngine(cause.Message) =>
            $"{program.Built.Describe()}, and the two do not fit together. {FirstLine(cause.Message).TrimEnd('.')}. {program.Built.Remedy}",
        _ => null,
    };

    private static string Missing(LoadedProgram program, AssemblyName missing) => missing.Name == "System.Runtime"
        ? $"{program.Path} was built for .NET {missing.Version!.ToString(2)}, and this is .NET {Environment.Version}. Build it for this one, or install the newer runtime."
        : $"The program {program.Path} needs the assembly {missing.Name}, Version={missing.Version}, which is not in its folder {program.Folder}. Publish it with 'dotnet publish' and run the published folder.";

    // Unlike the path of a data file that the program did not find.
    private static bool IsAssemblyName(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static bool NamesEngine(string message) => message.Contains(Unimplemented, StringComparison.Ordinal)
        || (Array.Exists(_missing, words => message.StartsWith(words, StringComparison.Ordinal))
            && Array.Exists(_engine, name => message.Contains(name, StringComparison.Ordinal) || message.Contains($"{name[..^1]},", StringComparison.Ordinal)));

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
