using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Types;

namespace Flink.Core.Closures;

/// <summary>What people call the methods and variables to which the compiler gave names of its own.</summary>
internal static class FunctionNames
{
    private const string LambdaMark = ">b__";
    private const string LocalFunctionMark = ">g__";

    /// <summary>"the lambda in Program.Main", "local function Add in Program.Main", "method Program.Add".</summary>
    public static string Of(MethodInfo method)
    {
        var owner = method.DeclaringType is { } type ? UserType(type) : null;
        var place = owner is null ? "" : TypeNames.Display(owner);
        if (Split(method.Name, LambdaMark) is var (outer, _))
        {
            return $"the lambda in {Member(place, outer)}";
        }

        return Split(method.Name, LocalFunctionMark) is var (around, rest)
            ? $"local function {rest.Split('|')[0]} in {Member(place, around)}"
            : $"method {place}.{method.Name}";
    }

    /// <summary>A field as its path element: "captured variable 'x'", "Customer._stream"; null for a link between closures of one method.</summary>
    public static string? Of(FieldInfo field)
    {
        var type = field.DeclaringType!;
        if (!IsClosure(type))
        {
            return $"{ShortName(type)}.{RecordFields.MemberName(field)}";
        }

        return field.Name switch
        {
            _ when field.Name.EndsWith("__this", StringComparison.Ordinal) => $"captured 'this' ({ShortName(UserType(field.FieldType))})",
            _ when field.Name.StartsWith("CS$<>", StringComparison.Ordinal) => null,
            _ => $"captured variable '{field.Name}'",
        };
    }

    public static string ShortName(Type type)
    {
        var full = TypeNames.Display(type.IsGenericType ? type.GetGenericTypeDefinition() : type);
        var name = full.Split('<')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private static bool IsClosure(Type type) =>
        type.Name.StartsWith("<>c", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static Type UserType(Type type) => IsClosure(type) && type.DeclaringType is { } outer ? UserType(outer) : type;

    // "<<Main>$>b__0_1" is a lambda of the top-level statements.
    private static string Member(string type, string method) => method.StartsWith('<') ? type : $"{type}.{method}";

    private static (string Outer, string Tail)? Split(string name, string mark)
    {
        var at = name.StartsWith('<') ? name.LastIndexOf(mark, StringComparison.Ordinal) : -1;
        return at < 1 ? null : (name[1..at], name[(at + mark.Length)..]);
    }
}
