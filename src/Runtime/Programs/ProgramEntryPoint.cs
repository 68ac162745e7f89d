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

    /// <summary>Path of the assembly that the program begins in.</summary>
    public string Path => _program.Path;

    /// <summary>The folder that the program is in.</summary>
    public string Folder => _program.Folder;

    /// <summary>Calls the method and waits for what it returns.</summary>
    /// <param name="arguments">The program's arguments; ignored by a method that takes none.</param>
    /// <returns>The exit code that it returns, 0 when it returns none.</returns>
    /// <exception cref="ProgramException">Something that the program needs is missing; see <see cref="Explain"/>.</exception>
    /// <remarks>What else the program throws comes out as it was thrown.</remarks>
    public async Task<int> InvokeAsync(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            object?[] parameters = _method.GetParameters().Length == 0 ? [] : [arguments];
            var returned = _method.Invoke(null, BindingFlags.DoNotWrapExceptions, null, parameters, null);
            return await ExitCodeAsync(returned).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not ProgramException && _program.Explain(e) is not null)
        {
            throw _program.Explain(e)!;
        }
    }

    /// <inheritdoc cref="LoadedProgram.Explain"/>
    public ProgramException? Explain(Exception exception) => _program.Explain(exception);

    internal static ProgramEntryPoint Find(LoadedProgram program, string className)
    {
        var named = TypesOf(program).Where(type => type.FullName == className || type.Name == className).ToArray();
        if (named.Length == 0)
        {
            throw new ProgramException($"There is no class '{className}' in {program.Path}. {DescribeCandidates(program)}");
        }

        if (named.Length > 1)
        {
            throw new ProgramException(
                $"'{className}' is the name of several classes of {program.Path}: {string.Join(", ", NamesOf(named))}. Give the full name.");
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
            throw new ProgramException($"The classes of {program.Path} cannot be loaded: {cause.Message}", e);
        }
    }

    private static MethodInfo? MainOf(Type type) => type.IsGenericTypeDefinition
        ? null
        : type.GetMethod(MainMethod, AnyStatic, [typeof(string[])]) is { } withArguments && Returns(withArguments)
            ? withArguments
            : type.GetMethod(MainMethod, AnyStatic, []) is { } without && Returns(without) ? without : null;

    private static bool Returns(MethodInfo method) =>
        method.ReturnType == typeof(void) || method.ReturnType == typeof(int) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(Task<int>);
}
