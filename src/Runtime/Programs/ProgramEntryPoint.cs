using System.Reflection;

namespace Flink.Runtime.Programs;

/// <summary>The method that a program begins with.</summary>
public sealed class ProgramEntryPoint
{
    private const string MainMethod = "Main";
    private const BindingFlags AnyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly LoadedProgram _program;
    private readonly MethodInfo _method;

    internal ProgramEntryPoint(LoadedProgram program, MethodInfo method)
    {
        _program = program;
        _method = method;
    }

    /// <summary>Class and method as they are written in the program, for messages.</summary>
    public string Name => $"{_method.DeclaringType?.FullName}.{_method.Name.Trim('<', '>', '$')}";

    /// <summary>The assembly that holds the program.</summary>
    public Assembly Assembly => _program.Assembly;

    /// <summary>Calls the method and waits for what it returns.</summary>
    /// <param name="arguments">The program's arguments; ignored by a method that takes none.</param>
    /// <returns>The exit code that it returns, 0 when it returns none.</returns>
    /// <exception cref="ProgramException">An assembly that the program needs is not in its folder.</exception>
    /// <remarks>What the program throws comes out as it was thrown.</remarks>
    public async Task<int> InvokeAsync(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            object?[] parameters = _method.GetParameters().Length == 0 ? [] : [arguments];
            var returned = _method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, parameters, null);
            return await ExitCodeAsync(returned).ConfigureAwait(false);
        }
        catch (FileNotFoundException e) when (IsAssemblyName(e.FileName))
        {
            throw Missing(new AssemblyName(e.FileName!), e);
        }
    }

    internal static ProgramEntryPoint Find(LoadedProgram program, string className)
    {
        var named = TypesOf(program).Where(type => type.FullName == className || type.Name == className).ToArray();
        if (named.Length == 0)
        {
            throw new ProgramException($"There is no class '{className}' in {program.Assembly.Location}. {DescribeCandidates(program)}");
        }

        if (named.Length > 1)
        {
            throw new ProgramException(
                $"'{className}' is the name of several classes of {program.Assembly.Location}: {string.Join(", ", NamesOf(named))}. Give the full name.");
        }

        return MainOf(named[0]) is { } main
            ? new ProgramEntryPoint(program, main)
            : throw new ProgramException(
                $"The class {named[0].FullName} has no entry point: it needs a static method Main, without parameters or with string[], that returns void, int, Task or Task<int>. {DescribeCandidates(program)}");
    }

    internal static string DescribeCandidates(LoadedProgram program)
    {
        var candidates = NamesOf(TypesOf(program).Where(type => MainOf(type) is not null));
        return candidates.Length == 0
            ? "No class of it has a Main method."
            : $"Classes with a Main method: {string.Join(", ", candidates)}.";
    }

    private static async Task<int> ExitCodeAsync(object? returned)
    {
        switch (returned)
        {
            case int code:
                return code;
            case Task<int> task:
                return await task.ConfigureAwait(false);
            case Task task:
                await task.ConfigureAwait(false);
                return 0;
            default:
                return 0;
        }
    }

    private static string?[] NamesOf(IEnumerable<Type> types) => [.. types.Select(type => type.FullName).Order(StringComparer.Ordinal)];

    private static Type[] TypesOf(LoadedProgram program)
    {
        try
        {
            return program.Assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            var cause = e.LoaderExceptions.FirstOrDefault(loader => loader is not null) ?? e;
            throw new ProgramException($"The classes of {program.Assembly.Location} cannot be loaded: {cause.Message}", e);
        }
    }

    private static MethodInfo? MainOf(Type type) => type.IsGenericTypeDefinition
        ? null
        : type.GetMethod(MainMethod, AnyStatic, [typeof(string[])]) is { } withArguments && Returns(withArguments)
            ? withArguments
            : type.GetMethod(MainMethod, AnyStatic, []) is { } without && Returns(without) ? without : null;

    private static bool Returns(MethodInfo method) =>
        method.ReturnType == typeof(void) || method.ReturnType == typeof(int) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(Task<int>);

    // Unlike the path of a data file that the program did not find.
    private static bool IsAssemblyName(string? name) => name is not null && name.Contains(", Version=", StringComparison.Ordinal);

    private ProgramException Missing(AssemblyName missing, Exception cause) => missing.Name == "System.Runtime"
        ? new ProgramException(
            $"{_program.Assembly.Location} was built for .NET {missing.Version!.ToString(2)}, and this is .NET {Environment.Version}. Build it for this one, or install the newer runtime.", cause)
        : new ProgramException(
            $"The program needs the assembly {missing.Name}, Version={missing.Version}, which is not in its folder {_program.Folder}. Publish it with 'dotnet publish' and run the published folder.", cause);
}
