# no rule yet
